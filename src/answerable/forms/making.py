"""From a description and a place to a form, and from the filled form to what an act says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from msgspec import inspect

from answerable.forms.fields import Asked, FileOfLimitedSize, bare, field_for, is_content, needs_words, spoken
from answerable.forms.labels import COMMON
from answerable.forms.rows import MOST_ROWS, Cell, Group, count_name, filled_rows, row_values, rows_on_page

if TYPE_CHECKING:
    from answerable.forms.description import ActForm, Context

SIGNATURE = "personal"
"""The field of a person's own signature, which no form asks for: the page of signatures adds it."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """What stands together on the page: one field, a settled one (`words`), or a group with its rows."""

    field: BoundField | None = None
    words: Any = ""
    group: Group | None = None
    rows: tuple[tuple[BoundField, ...], ...] = ()


class EntryForm(forms.Form):
    """A form whose fields are those of an entry."""

    description: ClassVar[ActForm]
    context: ClassVar[Context]

    def __init__(
        self,
        data: QueryDict | Mapping[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        rows: Mapping[str, int] | None = None,
    ) -> None:
        """Make the fields, with as many rows as the page sent, or as `rows` or what it starts from asks."""
        start = dict(initial if initial is not None else _starts(self.description, self.context))
        super().__init__(data, files, label_suffix="", initial=start)
        self.cells: list[Cell] = []
        self.groups: list[Group] = []
        self.settled: dict[str, Any] = {}
        self.newest = ""
        for name, make in self.description.adds.items():
            self.fields[name] = make(self.context)
        for field in asked_fields(self.description):
            self._ask(field, rows or {})
        for each in self.fields.values():
            if isinstance(each, FileOfLimitedSize):
                each.person = self.context.person
        self._settle()

    def blocks(self) -> Iterator[Block]:
        """Yield what stands together, in the order of the entry."""
        for name in self.description.adds:
            yield Block(field=self[name], words=self.settled.get(name, ""))
        single, groups = {cell.field: cell for cell in self.cells}, {group.field: group for group in self.groups}
        for field in asked_fields(self.description):
            if field.name in single:
                yield Block(field=self[field.name], words=self.settled.get(field.name, ""))
            else:
                group = groups[field.name]
                yield Block(group=group, rows=tuple(tuple(self[cell.name] for cell in row) for row in group.rows))

    def clean(self) -> dict[str, Any]:
        """Say what is missing in rows that were begun, and where a row is needed and there is none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for group in self.groups:
            filled = list(filled_rows(group, cleaned, self.errors))
            for cell in (cell for row in filled for cell in row):
                if cell.needed and cell.name not in self.errors and cleaned.get(cell.name) in (None, "", []):
                    self.add_error(cell.name, self.fields[cell.name].error_messages["required"])
            if group.needed and not filled:
                self.add_error(group.rows[0][0].name, gettext("Fill in at least one row."))
        return cleaned

    def with_row(self, field: str) -> EntryForm:
        """Return the page as it was sent, with one more row of `field` and nothing judged yet."""
        typed = {
            name: each.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, each in self.fields.items()
        }
        count = {group.field: len(group.rows) for group in self.groups if group.repeated}
        if field in count:
            count[field] = min(count[field] + 1, MOST_ROWS)
        form = type(self)(initial=typed, rows=count)
        newest = next((group.rows[-1] for group in form.groups if group.field == field), ())
        for cell in newest[:1]:
            form.fields[cell.name].widget.attrs["autofocus"] = True
        return form

    def refuse(self, path: str, message: str) -> None:
        """Put an error beside the field of this path, or over the form where it is not asked for."""
        name = path.replace(".", "-0-")
        self.add_error(name if name in self.fields and name not in self.settled else None, message)

    def _ask(self, field: inspect.Field, rows: Mapping[str, int]) -> None:
        kind = bare(field.type)
        part = bare(kind.item_type) if isinstance(kind, inspect.VarTupleType) else kind
        if isinstance(part, inspect.StructType):
            self.groups.append(self._group(field, part, rows, repeated=part is not kind))
        else:
            self.cells.append(self._cell(field, field.name, path=field.name))

    def _group(
        self, field: inspect.Field, part: inspect.StructType, rows: Mapping[str, int], *, repeated: bool
    ) -> Group:
        started = self.initial.get(field.name) or ()
        started = started if repeated else ([started] if started else [])
        count = rows_on_page(self.data, field.name) if self.is_bound else rows.get(field.name, max(len(started), 1))
        label, help_text = _words(self.description, field.name)
        made = tuple(self._row(field.name, part, number) for number in range(count if repeated else 1))
        for row, values in zip(made, started, strict=False):
            self.initial.update({cell.name: values[cell.field] for cell in row if cell.field in values})
        return Group(field=field.name, label=label, help=help_text, needed=field.required, repeated=repeated, rows=made)

    def _row(self, path: str, part: inspect.StructType, number: int) -> tuple[Cell, ...]:
        return tuple(
            self._cell(each, f"{path}-{number}-{each.name}", path=f"{path}.{each.name}", in_row=True)
            for each in part.fields
        )

    def _cell(self, field: inspect.Field, name: str, *, path: str, in_row: bool = False) -> Cell:
        description = self.description
        label, help_text = _words(description, path)
        offer = description.offers.get(path)
        needed = _is_needed(field)
        self.fields[name] = field_for(
            Asked(
                type=field.type,
                needed=needed,
                label=label,
                help=help_text,
                choices=offer(self.context) if offer else None,
                value_words=description.values.get(path, {}),
                file=path in description.files,
                line=path in description.lines,
                in_row=in_row,
            )
        )
        return Cell(name=name, field=field.name, needed=needed)

    def _settle(self) -> None:
        """Settle what the address names, where it can be what the field asks for."""
        for name in (*self.description.adds, *(cell.name for cell in self.cells)):
            value, field = self.context.query.get(name, ""), self.fields[name]
            if not value or isinstance(field, forms.MultipleChoiceField | forms.FileField):
                continue
            try:
                field.clean(value)
            except ValidationError:
                continue
            field.disabled = True
            self.initial[name] = value
            self.settled[name] = dict(getattr(field, "choices", ())).get(value, value)


def form_class(description: ActForm, context: Context) -> type[EntryForm]:
    """Return the form in which somebody fills in this act, here and now."""
    return type(f"{description.said.__name__}Form", (EntryForm,), {"description": description, "context": context})


def plain_values(form: EntryForm) -> dict[str, Any]:
    """Return what a filled form says, with what it works out by itself; `people.saying` takes it.

    Raises:
        NotThere: something that the form names does not exist.
    """
    description, cleaned = form.description, form.cleaned_data
    plain: dict[str, Any] = {name: cleaned.get(name) for name in description.adds}
    plain |= row_values(form.cells, cleaned)
    for group in form.groups:
        found = [row_values(row, cleaned) for row in filled_rows(group, cleaned, ())]
        if found:
            plain[group.field] = found if group.repeated else found[0]
        elif group.needed:
            plain[group.field] = []
    if description.fills is not None:
        plain |= description.fills(form.context, plain)
    return {name: value for name, value in plain.items() if name in description.said.__struct_fields__}


def asked_fields(description: ActForm) -> Iterator[inspect.Field]:
    """Yield the fields of the entry that are asked for, in its order."""
    info = inspect.type_info(description.said)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - an entry is a struct
    yield from (each for each in info.fields if each.name not in {*description.given, SIGNATURE})


def paths(description: ActForm) -> Iterator[str]:
    """Yield the path of every field that is asked for, those of parts included."""
    for field in asked_fields(description):
        kind = bare(field.type)
        part = bare(kind.item_type) if isinstance(kind, inspect.VarTupleType) else kind
        yield field.name
        if isinstance(part, inspect.StructType):
            yield from (f"{field.name}.{each.name}" for each in part.fields)


def _is_needed(field: inspect.Field) -> bool:
    """Tell whether a field has to be filled: it has no default, and what it takes may not be empty."""
    return field.required and (not is_content(field.type) or needs_words(field.type))


def _words(description: ActForm, path: str) -> tuple[Any, Any]:
    """Return label and help of a field: the description's own, or the common ones of its name."""
    name = path.rpartition(".")[2]
    return description.labels.get(path) or COMMON.get(name) or (spoken(name.replace("_", "-")), "")


def _starts(description: ActForm, context: Context) -> dict[str, Any]:
    return description.starts(context) if description.starts else {}


__all__ = ["Block", "EntryForm", "asked_fields", "count_name", "form_class", "paths", "plain_values"]
