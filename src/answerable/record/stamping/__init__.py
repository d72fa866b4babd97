"""Times that others vouch for: a time-stamping authority signs a digest (RFC 3161).

  - `stamps` asks for a stamp, and checks one without asking anybody.
  - `authorities` asks an authority over HTTP: the only file here that goes to the network.
  - `encoding` has the bytes of a request.

What fails, fails with `NotStamped`; whoever asked keeps why there is no stamp, and shows it.
"""
