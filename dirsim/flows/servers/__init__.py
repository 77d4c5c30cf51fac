"""What servers do with a request that has reached them, with their own timers."""
