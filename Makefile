# Everything a newcomer needs; "make" alone lists it. The scripts do the work and can be run by themselves.

# The project's own Node comes from npm and lies here, so it goes before the system's.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup build demo clean-demo clean-cache env images test check bench soak schedules kills

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## install the npm packages (and Node 24 with them)
	@scripts/node.sh

build: setup ## compile to dist/
	@npm run --silent build

demo: setup ## start three tenants' OpenClaw pods from examples/demo
	@scripts/database-user.sh
	@scripts/engine.sh
	@scripts/demo-images.sh
	@npm run --silent build
	@scripts/demo.sh

clean-demo: build ## remove all that the demo made
	@scripts/clean-demo.sh

clean-cache: ## remove the images and files kept for the next time
	@scripts/clean-cache.sh

env: ## write .env for docker-compose.yml, with new passwords
	@scripts/env.sh

images: setup ## bring the images of docker-compose.yml: pulled, or else built here
	@scripts/images.sh

test: setup ## run all tests, on real containers too
	@scripts/test-parts.sh
	@npm test

check: setup ## run all that needs no Docker: types, lint, unit tests
	@npm run --silent check

bench: setup ## measure against floors in the same run (needs Docker)
	@scripts/database-user.sh
	@scripts/engine.sh
	@scripts/small-image.sh
	@scripts/image.sh
	@scripts/traefik-image.sh
	@scripts/socket-filter-image.sh
	@npm run --silent bench

soak: setup ## a million queries of two tenants, looking for one that sees too much
	@scripts/database-user.sh
	@npm run --silent soak

schedules: setup ## a million schedules of crashes, outages and meddling, looking for one that ends badly
	@npm run --silent schedules

kills: setup ## fifty control planes killed at work, and the database gone for a minute (needs Docker)
	@scripts/database-user.sh
	@scripts/engine.sh
	@scripts/small-image.sh
	@npm run --silent kills
