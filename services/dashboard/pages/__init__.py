"""The pages, one module each; every one is a function of one snapshot and the URL."""
