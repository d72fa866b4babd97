"""Why a site cannot be written, one class for each thing a caller would do differently."""


class SiteError(Exception):
    """Any refusal to write a site; nothing was changed."""


class NotOurs(SiteError):
    """The folder holds what this program did not write, and publishing would remove it: choose another folder."""


class NothingPublic(SiteError):
    """A case that was asked for is not on record, or nothing of it is public."""


class BadAddress(SiteError):
    """The address of the site is none that can be put before the names of its files."""


class SameName(SiteError):
    """The file system takes two names for one, such as `a` and `A`: write the site on one that tells them apart."""
