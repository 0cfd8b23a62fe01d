# `make` publishes and `make test` tests. Both first set up what is missing (setup.sh says what that is);
# afterwards .venv/bin/doit and .venv/bin/pytest are all that anyone needs.
.PHONY: publish test

publish:
	@sh setup.sh
	@.venv/bin/doit

test:
	@sh setup.sh test
	@.venv/bin/pytest -n 2 --dist loadfile
