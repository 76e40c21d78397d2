"""Everything people can do, in any order: a state machine over the real pipeline, held against rules of its own."""
