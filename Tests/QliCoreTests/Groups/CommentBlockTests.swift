import Testing

@testable import QliCore

/// The comment at the top of a script, and its first sentence.
@Suite struct CommentBlockTests {
  private func block(_ text: String, isCut: Bool = false) -> CommentBlock? {
    CommentBlock(Array(text.utf8), isCut: isCut)
  }

  @Test(arguments: [
    ("#!/bin/sh\n# Say hello.\n#\n# More.\nset -eu\n# code\n", "Say hello.\n\nMore."),
    ("#!/usr/bin/env node\n// Say hello.\n//  indented\n", "Say hello.\n indented"),
    ("#!/usr/bin/lua\n-- Say hello\n", "Say hello"),
    ("#!/usr/bin/guile\n;; Say hello\n;\n", "Say hello"),
    ("\n\n# Without a first line\n", "Without a first line"),
    ("#!/bin/sh\n\n#########\n# Boxed\n#########\n", "Boxed"),
    ("#!/bin/sh\r\n# Windows\r\n# lines\r\n", "Windows\nlines"),
    ("#!/bin/sh\n# Some\r\n# of them\n# are\r\n", "Some\nof them\nare"),
    ("#!/bin/sh\n# One\n\n# another\n", "One"),
    ("#!/bin/sh\n#No space\n", "No space"),
    ("# \u{e9}t\u{e9}\u{301}", "\u{e9}t\u{e9}\u{301}"),
  ]) func textsOfComments(_ script: String, _ text: String) {
    #expect(block(script)?.text == text)
  }

  @Test(arguments: [
    "", "#!/bin/sh\n", "#!/bin/sh\necho 1\n# late\n", "#!/bin/sh\n#\n#\n", "\u{7f}ELF\0# x\n",
    "plain\n", "- list\n", "/ x\n",
  ]) func scriptsWithoutAComment(_ script: String) {
    #expect(block(script) == nil)
  }

  @Test(arguments: [
    ("# Say hello.", "Say hello"), ("# Say hello. And more.", "Say hello"),
    ("# Say hello, e.g. twice. More.", "Say hello, e.g. twice"),
    ("# Over\n# two lines. More", "Over two lines"), ("# First\n#\n# second", "First"),
    ("# Really? Yes.", "Really?"), ("# Version 1.2 of it", "Version 1.2 of it"),
    ("# Wait... what", "Wait... what"),
  ]) func summariesOfComments(_ script: String, _ summary: String) {
    #expect(block(script)?.summary == summary)
  }

  /// What is for tools and lawyers is no description, nor is the name before it.
  @Test(arguments: [
    ("#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# Say hello.\n", "Say hello"),
    ("# shellcheck shell=bash disable=SC2086\n# vim: ts=2\n# Say hello\n", "Say hello"),
    ("# Copyright 2026 A\n# All rights\n#\n# Say hello\n", "Say hello"),
    ("# SPDX-License-Identifier: MIT\n\n# Say hello\n", "Say hello"),
    ("# (c) A\n\n\"\"\"Say hello.\n\nMore.\n\"\"\"\n", "Say hello"),
    ("#!/usr/bin/env python3\n\"\"\"\nSay hello\nto all\n\"\"\"\n", "Say hello to all"),
    ("'''Say hello'''\n", "Say hello"), ("r\"\"\"Say hello\"\"\"\n", "Say hello"),
    ("/**\n * Say hello.\n *\n * More\n */\n", "Say hello"),
    ("/* Say hello */\n", "Say hello"), ("=begin\nSay hello\n=end\n", "Say hello"),
    ("# PYTHON_ARGCOMPLETE_OK\n\"\"\"Say hello.\"\"\"\n", "Say hello"),
    ("# /// script\n# dependencies = []\n# ///\n\"\"\"Say hello.\"\"\"\n", "Say hello"),
    ("# Say hello.\n#\n# /// script\n# dependencies = []\n# ///\n", "Say hello"),
    ("# /// script\n# that never ends\n", "/// script that never ends"),
    ("# deploy - roll out a version\n", "roll out a version"),
    ("# deploy -- roll out\n", "roll out"), ("# Say hello\n# usage: hello NAME\n", "Say hello"),
    ("# Say hello\n# Usage:\n#   hello\n", "Say hello"),
  ]) func descriptionsOfScripts(_ script: String, _ summary: String) {
    #expect(block(script)?.summary == summary)
  }

  @Test(arguments: [
    "\"\"\"never closed\n", "/* never closed\n", "# Copyright 2026 A\necho\n",
    "# vim: ts=2\n", "# Usage: hello\n",
  ]) func noDescription(_ script: String) {
    #expect(block(script)?.summary == nil)
  }

  @Test(arguments: [
    ("# Say hello\n#\n# Usage: hello NAME\n", "hello NAME"), ("# USAGE:\n#   hello\n", "hello"),
    ("\"\"\"Say.\n\nusage: hello [-v]\n\"\"\"\n", "hello [-v]"),
  ]) func usages(_ script: String, _ usage: String) {
    #expect(block(script)?.usage == usage)
    #expect(block("# Say hello\n")?.usage == nil)
  }

  @Test func aPartOfALineIsLeftOut() {
    #expect(block("# whole\n# par", isCut: true)?.text == "whole")
    #expect(block("# par", isCut: true) == nil)
  }

  @Test func completionIsNoHelp() {
    let script = block("#!/bin/sh\n# Say hello.\n# qli: complete\n")
    #expect(script?.completes == true && script?.text == "Say hello.")
    #expect(block("# qli: complete\n")?.completes == true)
    // Wherever it stands among the comments at the top.
    for text in [
      "# qli: complete\n\"\"\"Say hello.\"\"\"\n",
      "\"\"\"Say hello.\"\"\"\n\n# qli: complete\nimport os\n",
    ] {
      let python = block("#!/usr/bin/env python3\n" + text)
      #expect(python?.completes == true && python?.text == "Say hello.")
    }
    #expect(block("# qli: completed\n")?.completes == false)
    #expect(block("echo\n# qli: complete\n") == nil)
  }
}
