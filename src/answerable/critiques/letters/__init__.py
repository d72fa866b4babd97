"""A letter against us and the reply to it, read item by item; knows no record and no database.

What is found here is a proposal with its words. A person confirms or corrects it, and only that is an entry.
"""
