"""The names of what is found, in the reader's language. What stands in no line here is a name that the file gives."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

GROUPS = {
    "doubts": _("Look at this"),
    "credentials": _("Content Credentials (C2PA)"),
    "place": _("Where it was made, as the file says"),
    "content": _("What it is"),
    "metadata": _("What its maker or their device wrote into it"),
    "inside": _("What is in it"),
    "file": _("The file"),
}
"""The groups, in the order in which they are shown."""

PROVENANCE = {
    "none": _("It carries no Content Credentials."),
    "unknown": _("Whether it carries Content Credentials could not be told."),
    "trusted": _("It carries Content Credentials that hold, by a signer whom this installation trusts."),
    "valid": _("It carries Content Credentials that hold. Nobody known here vouches for who signed them."),
    "invalid": _("It carries Content Credentials that do not hold: it was altered afterwards, or they are forged."),
}

NAMES = {
    "size": _("Size in pixels"),
    "format": _("Format"),
    "frames": _("Frames"),
    "pages": _("Pages"),
    "seconds": _("Seconds"),
    "coded as": _("Coded as"),
    "samples in a second": _("Samples in a second"),
    "channels": _("Channels"),
    "kilobits in a second": _("Kilobits in a second"),
    "position": _("Position"),
    "made": _("Made"),
    "changed": _("Changed"),
    "made by": _("Made by"),
    "software": _("Made with"),
    "origin": _("Address"),
    "page": _("Page"),
    "pictures": _("Pictures"),
    "embedded objects": _("Embedded objects"),
    "signature": _("Signature"),
    "signed by": _("Signed by"),
    "signed at": _("Signed at"),
    "made with": _("Made with"),
    "made from": _("Made from"),
    "what was done": _("What was done"),
    "does not hold": _("Does not hold"),
    "lies elsewhere": _("Lies elsewhere"),
    "look": _("Doubt"),
    "remark": _("Remark"),
}


def name_of(name: str) -> object:
    """Return the words for a name, or the name that the file gives."""
    return NAMES.get(name, name)
