"""What can go wrong between houses, one class for each thing a caller would do differently."""

from answerable.record.errors import RecordError


class HouseError(RecordError):
    """Any refusal between houses."""


class NoHouse(HouseError):
    """This installation cannot say which house it is: say so by `ANSWERABLE_HOUSE`."""


class NoPeer(HouseError):
    """No such house is known here: add it first."""


class PeerKnown(HouseError):
    """This house is known already, or is this one."""


class NoAnswer(HouseError):
    """Another house gave no answer, or none that can be used; asking again later may help.

    Attributes:
        status: The status that it answered with; 0 where it gave none.
    """

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class OutOfTime(NoAnswer):
    """A house took all the time that it has in one go; the next go begins where this one ended."""


class Busy(HouseError):
    """Another process of this installation takes over from other houses: nothing was done; try later."""


class Unlisted(HouseError):
    """A log is signed with a key that the root of our organisation does not list for it."""


class NotEntitled(HouseError):
    """Whoever asks may not have this, or it is not here; the answer does not tell which."""


class NotSigned(HouseError):
    """A request is not signed by a house that is known here."""


class WrongTime(NotSigned):
    """A request is signed for another time than the clock here shows."""


class Replayed(NotSigned):
    """A request was made before."""
