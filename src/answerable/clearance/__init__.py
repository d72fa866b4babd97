"""Clearance: consultation, objections, right of reply, do-no-harm, misuse rehearsal, countersigning, override."""
