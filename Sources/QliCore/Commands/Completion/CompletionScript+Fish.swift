extension CompletionScript {
  /// For fish from 3.0 on.
  static let fish = #"""
    # fish completion for qli, made by 'qli completions fish'.

    function __qli_complete
        set -l words (commandline -opc)
        # The word under the cursor may have an open quote.
        set -l word (commandline -ct)
        set -l plain (string unescape -- $word 2>/dev/null)
        or set plain (string unescape -- $word"'" 2>/dev/null)
        or set plain (string unescape -- $word'"' 2>/dev/null)
        or set plain $word

        set -l qli (string replace -r '^~/' "$HOME/" -- $words[1])
        command -q -- $qli
        or set qli qli
        set -l reply (command $qli __complete fish $words[2..-1] "$plain" 2>/dev/null </dev/null)

        if test "$reply" = \tfiles
            # The value of an option such as --file=VALUE.
            set -l option (string match -r -- '^-[^=]*=' "$plain")
            for path in (__fish_complete_path (string replace -r -- '^-[^=]*=' '' "$plain"))
                printf '%s\n' "$option$path"
            end
            return
        end
        string join -- \n $reply
    end

    complete -c qli -e
    complete -c qli -f -a '(__qli_complete)'

    """#
}
