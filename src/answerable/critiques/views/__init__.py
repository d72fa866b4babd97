"""The pages of critiques, answers and promises."""
