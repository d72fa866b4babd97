"""Finds our words in the world's media, and says what changed on the way.

The way of a page, file by file; each stage reads only what the one before it let through:

  - `library` gathers what was released into a folder of mapped arrays; `nearness` is its part for meaning.
  - `funnel` takes records in; `quick` looks for shared runs of words and for names; what hits is read carefully.
  - `names` are what we are called, as numbers of words; `forms` inflects them.
  - `reading` holds the parts of a page that hit: sentences, names, who is speaking (`attributing`).
  - `exact` finds the stretches of our words in them.
  - `judging` makes echoes of what was found by words, `meaning` of what was found by nearness alone.
  - `standing` tells which version is meant, and what became of its words.
"""
