"""Pages of the evidence of a case: the list, an item, its file, its ledger."""

from answerable.evidence.views.bringing import bring_in
from answerable.evidence.views.examined import examine_item, preview
from answerable.evidence.views.files import ledger, open_item
from answerable.evidence.views.items import item, items

__all__ = ["bring_in", "examine_item", "item", "items", "ledger", "open_item", "preview"]
