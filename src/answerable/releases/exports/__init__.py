"""A release with its notices for machines: ninjs, NewsML-G2, JSON-LD, Atom, and updates as Crossref gives them.

Rules:
  - What leaves is what `Exported` lists, and nothing else: a field that is added elsewhere stays here.
  - A retraction or withdrawal cancels the item, and a translation of it; an expression of concern withholds it, and so
    does a retraction of the report above it: that is how an agency learns that it should stop using what it holds.
    "Under review" is said and withholds nothing, or every critique would take a finding down.
  - What stands beside a release on its page leaves with it: notices on its original and on what it rests on as well.
"""

from answerable.releases.exports.atom import as_atom
from answerable.releases.exports.crossref import as_updates
from answerable.releases.exports.exported import Exported, Told, publication_status
from answerable.releases.exports.jsonld import as_jsonld
from answerable.releases.exports.newsml import as_newsml
from answerable.releases.exports.ninjs import as_ninjs

__all__ = [
    "Exported",
    "Told",
    "as_atom",
    "as_jsonld",
    "as_newsml",
    "as_ninjs",
    "as_updates",
    "publication_status",
]
