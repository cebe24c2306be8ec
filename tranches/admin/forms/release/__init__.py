"""The forms of instructions, releases and deliveries."""
