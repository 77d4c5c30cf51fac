"""Ports: the port matrix, firewall rules from it, and checks of rule sets."""
