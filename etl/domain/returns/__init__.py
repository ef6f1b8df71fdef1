"""What the law gives a customer who returns something or never received it: windows, clocks, surcharges."""
