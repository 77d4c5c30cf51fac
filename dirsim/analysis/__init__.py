"""Many runs become tables: the usual outages, who opens which connection to whom."""
