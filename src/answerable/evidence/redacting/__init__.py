"""Copies of files from which something was taken out for good, with the proof that it is gone.

  - `wanted` reads what is to be taken out; `folding` finds words however they are written.
  - `pictures`, `documents`, `texts` and `sounds` each make a copy of one kind of file, in the plainest format there is.
  - `proof` shows that what was taken out is nowhere in the bytes of a copy; nothing is kept before it has.
  - `making` chooses between them, `apart` has it done in a confined process, `saying` takes the copy in beside its
    original.

What cannot be proven is refused: a moving picture, a drawing, an archive, a page of which nobody can search the words.
"""
