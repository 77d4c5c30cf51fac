"""What client programs say, packet by packet, with their own retry times."""
