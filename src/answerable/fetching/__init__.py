"""What reaches the web, and never a place that is not public: for every room that asks for something there.

Rules:
  - `where`: an address is brought into one form, its name is resolved here, and each answer is checked; one answer that
    is not public refuses the address. The connection goes to exactly what was checked, so a second answer of the
    resolver changes nothing.
  - `wire`, `asking`, `unpacking`, `exchanging`: one exchange over HTTP/1.1 (RFC 9110, RFC 9112) has a total time, a
    number of bytes for the header and for the body, as it comes and unpacked. `asking` reads pages, `exchanging` keeps
    an answer as it came.
  - `chromium`: a browser of our own that is cut off from everything; what it asks for is answered by whoever runs it.
  - Nothing here knows a database or a room; clock, resolver and connector are passed in.
"""
