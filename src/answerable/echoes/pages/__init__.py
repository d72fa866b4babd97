"""The words of a page: quickly for every record of a stream, carefully for the few that matter.

The quick way (`plain`) takes every word that a page holds, menus and hidden parts among them, in one compiled pass. The
careful way (`articles`) takes the same words and keeps those that are the article's, title, lead and body apart, with
what the page says of itself. Nobody's words are changed on either way: what the careful way gives is a part of what the
quick way gave, character by character.
"""
