"""One canonical FAQ in; printed, Word and text pieces in many languages out."""
