"""The only writers. One verb a file; none of them knows a request."""
