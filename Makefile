# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
CORE ?=
ARGS ?=

# Versions of ansible-core that `make matrix` tests; `make test` takes the oldest, the newest stable and the newest one.
MATRIX = 2.16 2.18 2.19 2.20 2.21 2.22

TOOLS = $(PYTHON) tests/tools
RUN_TESTS = $(TOOLS)/run_tests.py $(if $(CORE),--core $(CORE)) $(if $(ARGS),"--pytest-args=$(ARGS)")

.PHONY: help demo sandbox install docs test matrix lint mutation bench clean

help:
	@echo 'make demo              provision, announce and verify, against a sandbox (DEMO_KEEP=1 leaves that running)'
	@echo 'make sandbox           the sandbox alone, in the foreground (SANDBOX_PORT=8443 for a port of your choice)'
	@echo 'make install           build the collection and install it where ansible-playbook finds it'
	@echo 'make docs              the documentation as a site, in .cache/site/html'
	@echo 'make test              everything that CI runs'
	@echo 'make matrix            more than that, on every supported version of ansible-core (CORE=2.18 for one of them)'
	@echo 'make test-units        unit tests       (CORE=2.21 for one version, ARGS="FILE -k NAME" for pytest)'
	@echo 'make test-integration  integration      (CORE=2.21 ARGS="-k TARGET" for one target on one version)'
	@echo 'make test-faults       every module and role with everything that can go wrong on the way'
	@echo 'make test-interrupted  runs that are killed between any two requests, and run again'
	@echo 'make test-unknowns     every answer where a vendor does not document one'
	@echo 'make test-maintenance  maintenance windows, with jobs that are killed and a real scheduler'
	@echo 'make test-awx          the role that works on AWX, against a stand-in of it, and the execution environment'
	@echo 'make test-jobs         the playbooks of the job templates under ansible-runner, as AWX runs them'
	@echo 'make test-eda          event sources and rulebooks, with ansible-rulebook (needs Java 17)'
	@echo 'make test-audit        counting of managed nodes, on what every module really returns'
	@echo 'make test-site         the documentation: its site, its links, its examples'
	@echo 'make test-release      the tarball, installed where there is nothing else; it runs the examples of the README'
	@echo 'make test-postgresql   the role that works on PostgreSQL, with real servers'
	@echo 'make test-sandbox      the tests of the sandbox itself'
	@echo 'make test-sanity       ansible-test sanity'
	@echo 'make lint              ansible-lint, antsibull-docs, antsibull-changelog, galaxy-importer, reuse'
	@echo 'make mutation          changes the code in many small places, and looks whether the unit tests notice (takes long)'
	@echo 'make bench             how fast it is, against other ways to do the same work (BENCH_QUICK=1 for a short one)'
	@echo 'make clean             remove everything that these made'

demo:
	@$(TOOLS)/demo.py

sandbox:
	@$(TOOLS)/sandbox.py

install:
	@$(TOOLS)/install.py

docs:
	@$(TOOLS)/documentation.py

test:
	@$(RUN_TESTS)

matrix:
	@$(TOOLS)/run_tests.py --thorough --core $(or $(CORE),$(MATRIX))

test-%:
	@$(RUN_TESTS) --part $*

lint:
	@$(RUN_TESTS) --part lint

mutation:
	@$(TOOLS)/mutation.py $(ARGS)

bench:
	@$(PYTHON) tests/benchmark

clean:
	rm -rf .cache .venv tests/output
