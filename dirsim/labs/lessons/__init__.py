"""The twelve labs, one module each: what is drawn for a student, what is asked, and which run answers."""
