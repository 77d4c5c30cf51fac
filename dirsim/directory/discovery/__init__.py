"""Estate discovery from directories, exports and AWS accounts."""
