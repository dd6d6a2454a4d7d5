"""What leaves the house: taken up under a lease, sent with no transaction open, its end written down."""
