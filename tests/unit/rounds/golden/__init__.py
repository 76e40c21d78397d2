"""The mails of the sample programme as they must read; `python -m tests.unit.rounds.golden` writes them anew."""
