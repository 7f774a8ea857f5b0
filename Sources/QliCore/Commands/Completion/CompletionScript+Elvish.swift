extension CompletionScript {
  /// For elvish from 0.18 on.
  static let elvish = #"""
    # elvish completion for qli, made by 'qli completions elvish'.

    use str

    set edit:completion:arg-completer[qli] = {|@words|
      var reply = []
      try {
        set reply = [((external $words[0]) __complete elvish (all $words[1..]) </dev/null 2>/dev/null)]
      } catch {
        nop
      }

      if (eq $reply ["\tfiles"]) {
        # The value of an option such as --file=VALUE.
        var word = $words[-1]
        var option = ''
        if (and (str:has-prefix $word -) (str:contains $word =)) {
          var parts = [(str:split &max=2 = $word)]
          set option = $parts[0]=
          set word = $parts[1]
        }
        edit:complete-filename $word | each {|path|
          edit:complex-candidate $option$path[stem] &code-suffix=$path[code-suffix]
        }
      } else {
        for line $reply {
          var parts = [(str:split &max=2 "\t" $line)]
          var display = $parts[0]
          if (== (count $parts) 2) {
            set display = $parts[0]' ('$parts[1]')'
          }
          edit:complex-candidate $parts[0] &code-suffix=' ' &display=$display
        }
      }
    }

    """#
}
