extension CompletionScript {
  /// For zsh: a file `_qli` in a folder of `fpath`, or sourced behind `compinit`.
  static let zsh = #"""
    #compdef qli
    # zsh completion for qli, made by 'qli completions zsh'.

    _qli() {
      local qli=${(Q)words[1]} reply line name
      local -a asked candidates
      asked=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
      [[ $qli == '~/'* ]] && qli=$HOME/${qli#'~/'}
      (( $+commands[$qli] )) || [[ -x $qli ]] || qli=qli
      reply=$(command -- $qli __complete zsh "${asked[@]}" 2>/dev/null </dev/null)

      if [[ $reply == $'\tfiles' ]]; then
        # The value of an option such as --file=VALUE.
        [[ $PREFIX == -*=* ]] && compset -P 1 '*='
        _files
        return
      fi
      # _describe wants NAME:DESCRIPTION.
      for line in ${(f)reply}; do
        name=${${${line%%$'\t'*}//\\/\\\\}//:/\\:}
        [[ $line == *$'\t'* ]] && name+=:${line#*$'\t'}
        candidates+=("$name")
      done
      _describe -t qli qli candidates
    }

    # As a file of fpath it is the function itself, and runs at the first Tab.
    if [[ ${funcstack[1]} == _qli ]]; then
      _qli "$@"
    elif (( $+functions[compdef] )); then
      compdef _qli qli
    else
      print -u2 "qli: completion needs 'autoload -Uz compinit && compinit' before it"
    fi

    """#
}
