# Needs GNU make and a Swift toolchain. What else is there is used: mandoc, man and
# shellcheck and python3 by lint, python3, cc, jq and valgrind by bench, python3 by picture and storm,
# dpkg-deb by package.

PREFIX ?= /usr/local
BINDIR = $(DESTDIR)$(PREFIX)/bin
SHAREDIR = $(DESTDIR)$(PREFIX)/share
MANDIR = $(SHAREDIR)/man
PLUGINDIR = $(SHAREDIR)/doc/qli/examples/sources
SWIFT ?= swift
FUZZ_SECONDS ?= 60
STORM_SECONDS ?= 60
STORM_KILLS ?= 500
STORM_CLAIMS ?= 200
BENCH_FLAGS ?=

# What is installed. The folder of SwiftPM's own release build is left to SwiftPM, which may link
# another qli there.
RELEASE = .build/standalone/qli
BINARY = $(RELEASE)
# Where it is installed for what measures and tests the very file that install makes.
INSTALLED = $(CURDIR)/.build/installed
# The folders too: they change when a file goes.
RELEASE_SOURCES = $(shell find Sources) Scripts/build-release Package.swift
MANPAGES = $(wildcard man/*.[1-8])
# Where the shells look for a command's completion, below share.
COMPLETIONS = bash:bash-completion/completions/qli zsh:zsh/site-functions/_qli \
  fish:fish/vendor_completions.d/qli.fish
# Source plugins to copy from.
PLUGINS = $(wildcard examples/sources/*)
# What editors check manifests and sidecars with, by what qli calls it.
SCHEMAS = manifest:qli/manifest.schema.json sources:qli/sidecar.schema.json
FORMATTED = $(wildcard Sources Tests Package.swift)

.DEFAULT_GOAL = help
.PHONY: help build release test test-installed check lint format man demo picture bench fuzz storm \
  install uninstall package clean

help: ## show this list
	@echo 'usage: make TARGET'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | \
	  while IFS='|' read -r name text; do printf '  %-16s%s\n' "$$name" "$$text"; done
	@echo
	@echo 'variables: PREFIX DESTDIR SWIFT FUZZ_SECONDS STORM_SECONDS STORM_KILLS STORM_CLAIMS'
	@echo '  BENCH_FLAGS'

build: ## build for debugging
	$(SWIFT) build

release: $(RELEASE) ## build the executable to install (on Linux fully static)

$(RELEASE): $(RELEASE_SOURCES)
	@SWIFT='$(SWIFT)' Scripts/build-release $@

test: ## run every test
	$(SWIFT) test --disable-xctest

test-installed: ## run the tests of the executable against what install installs
	@$(MAKE) -s install DESTDIR= PREFIX='$(INSTALLED)' >/dev/null
	QLI_TEST_EXECUTABLE='$(INSTALLED)/bin/qli' \
	  $(SWIFT) test --disable-xctest --filter 'EndToEndTests|DocumentTests'

# A warning is an error in every build (Package.swift), so the tests' build finds them.
check: ## everything that CI runs: lint, and the tests of both builds
	$(MAKE) lint
	$(MAKE) test-installed
	$(MAKE) test

lint: ## check format, layering, scripts and man pages
	@SWIFT='$(SWIFT)' Scripts/lint

format: ## format all Swift sources in place
	$(SWIFT) format --in-place --recursive --parallel $(FORMATTED)

man: ## check the man pages alone
	@Scripts/lint man

demo: ## do the main job for real, in a throw-away folder
	@$(MAKE) -q $(RELEASE) 2>/dev/null || \
	  echo 'demo: qli is built first, which takes two to five minutes; the next time it begins at once'
	@$(MAKE) -s $(RELEASE)
	@Scripts/demo

picture: release ## draw the picture in README anew, from a real run
	@Scripts/picture

bench: release ## measure what install installs against its limits
	$(SWIFT) build -c release --product TOMLBench
	$(SWIFT) build -c release --product SHA256Bench
	@$(MAKE) -s install DESTDIR= PREFIX='$(INSTALLED)' >/dev/null
	@Scripts/bench --qli '$(INSTALLED)/bin/qli' $(BENCH_FLAGS)

fuzz: ## feed mutated documents to every parser (FUZZ_SECONDS=60)
	FUZZ_SECONDS=$(FUZZ_SECONDS) $(SWIFT) test --disable-xctest --filter FormatFuzzTests
	$(SWIFT) build -c release --product TOMLFuzz
	.build/release/TOMLFuzz $(FUZZ_SECONDS)

storm: $(RELEASE) ## send random signals to runs (STORM_SECONDS=60 STORM_KILLS=500 STORM_CLAIMS=200)
	Scripts/storm --seconds $(STORM_SECONDS)
	QLI_TEST_EXECUTABLE='$(CURDIR)/$(RELEASE)' QLI_TEST_KILLS=$(STORM_KILLS) \
	  QLI_TEST_CLAIMS=$(STORM_CLAIMS) \
	  $(SWIFT) test --disable-xctest --filter 'ServiceKillTests|thirtyTwoRivals'

# `make release` leaves nothing to build, so that `sudo make install` after it leaves no files of
# root's in .build.
install: $(BINARY) ## install into PREFIX (/usr/local), below DESTDIR
	mkdir -p $(BINDIR)
	install -m 755 $(BINARY) $(BINDIR)/qli
	@set -e; for page in $(MANPAGES); do \
	  folder=$(MANDIR)/man$${page##*.}; \
	  echo "install -m 644 $$page $$folder"; \
	  mkdir -p "$$folder"; \
	  install -m 644 "$$page" "$$folder"; \
	done
	mkdir -p $(PLUGINDIR)
	cp $(PLUGINS) $(PLUGINDIR)
	chmod u=rwX,go=rX $(PLUGINDIR)/*
	@set -e; for entry in $(COMPLETIONS); do \
	  shell=$${entry%%:*}; file=$(SHAREDIR)/$${entry#*:}; \
	  if script=$$($(BINARY) completions $$shell); then \
	    echo "$(BINARY) completions $$shell > $$file"; \
	    mkdir -p "$${file%/*}"; \
	    printf '%s\n' "$$script" >"$$file"; \
	    chmod 644 "$$file"; \
	  else \
	    echo "install: $(BINARY) doesn't run here: no completion for $$shell"; \
	  fi; \
	done
	@set -e; for entry in $(SCHEMAS); do \
	  subject=$${entry%%:*}; file=$(SHAREDIR)/$${entry#*:}; \
	  if schema=$$($(BINARY) help $$subject --schema); then \
	    echo "$(BINARY) help $$subject --schema > $$file"; \
	    mkdir -p "$${file%/*}"; \
	    printf '%s\n' "$$schema" >"$$file"; \
	    chmod 644 "$$file"; \
	  else \
	    echo "install: $(BINARY) doesn't run here: no schema of $$subject"; \
	  fi; \
	done

uninstall: ## remove what install installed
	rm -f $(BINDIR)/qli
	@for page in $(MANPAGES); do \
	  file=$(MANDIR)/man$${page##*.}/$${page##*/}; \
	  echo "rm -f $$file"; \
	  rm -f "$$file"; \
	done
	rm -f $(PLUGINS:examples/sources/%=$(PLUGINDIR)/%)
	@for entry in $(COMPLETIONS) $(SCHEMAS); do \
	  file=$(SHAREDIR)/$${entry#*:}; \
	  echo "rm -f $$file"; \
	  rm -f "$$file"; \
	done

# What the tests tested, and not a file of another build.
package: $(BINARY) ## make a Debian package and a tarball of it, in .build/package
	@Scripts/package '$(BINARY)' .build/package

clean: ## remove everything that was built
	rm -rf .build
