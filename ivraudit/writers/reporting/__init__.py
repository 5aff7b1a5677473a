"""The parts of the audit for management: what each page says, as plain values for the template that sets them."""
