"""Houses: servers of sections, and sticks, that hold each other's logs and say when one of them tells two stories."""
