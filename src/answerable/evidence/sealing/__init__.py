"""Who is behind an item, sealed to several persons of whom no one can open it alone.

  - `cipher` seals a name, hands over a part and opens the seal; plain Python, with age and SLIP-39.
  - `bech32` writes and reads age's secret keys.
  - `keys` keeps persons' seal keys on this machine; `saying` puts each step on record.

A name is never in the log, never in the database in clear, and never on a page: it is typed to a command, and a command
prints it to whoever asked.
"""
