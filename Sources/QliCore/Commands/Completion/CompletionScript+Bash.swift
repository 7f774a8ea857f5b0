extension CompletionScript {
  /// For bash from 3.2 on, which macOS has; with the package bash-completion or without.
  static let bash = #"""
    # bash completion for qli, made by 'qli completions bash'.
    # shellcheck shell=bash
    #
    # Written for bash 3.2: no mapfile, no associative arrays, and compopt only where it is.

    # Sets `_qli_word` to the word $1 without its quotes, and `_qli_quote` to the one that is still
    # open. What it would expand to stays as it is: nothing may run because somebody pressed Tab.
    _qli_unquote() {
      local text=$1 quote='' char
      _qli_word=''
      while [[ -n $text ]]; do
        char=${text:0:1}
        text=${text:1}
        case $quote$char in
          \\ | \"\\)
            # Within double quotes only these lose their backslash.
            if [[ $quote && $text != [\$\`\"\\]* ]]; then
              _qli_word+=$char
            else
              _qli_word+=${text:0:1}
              text=${text:1}
            fi
            ;;
          \' | \") quote=$char ;;
          \'\' | \"\") quote='' ;;
          *) _qli_word+=$char ;;
        esac
      done
      _qli_quote=$quote
    }

    # Sets `_qli_alias` to the words that the alias $1 stands for, without their quotes, where they are a
    # line of qli's, as with alias p='qli prod'; else to none. Nothing of it is run.
    _qli_expand() {
      local name=$1 seen=' ' text raw='' part
      local -a parts words behind
      words=()
      _qli_alias=()
      while [[ -n $name && $seen != *" $name "* ]]; do
        text=$(alias -- "$name" 2>/dev/null) || break
        seen+="$name "
        # It is shown as alias NAME='VALUE', or without the first word.
        _qli_unquote "${text#*=}"
        text=$_qli_word
        # Before bash 4.4 an empty array is unset for set -u.
        behind=(${words[@]+"${words[@]:1}"})
        words=()
        read -r -a parts <<<"$text"
        for part in ${parts[@]+"${parts[@]}"}; do
          if [[ -n $raw ]]; then part="$raw $part"; fi
          raw=''
          _qli_unquote "$part"
          if [[ -n $_qli_quote ]]; then
            # A blank within quotes.
            raw=$part
          else
            words[${#words[@]}]=$_qli_word
          fi
        done
        words=(${words[@]+"${words[@]}"} ${behind[@]+"${behind[@]}"})
        name=${words[0]-}
      done
      if [[ ${name##*/} == qli && ${#words[@]} -gt 0 ]]; then _qli_alias=("${words[@]}"); fi
    }

    _qli() {
      local IFS=$' \t\n'
      local line=${COMP_LINE:0:COMP_POINT} raw='' rest index token blank joins='' redirects=''
      local -a words
      words=()

      # bash takes --color=always apart at '=', and at all else that COMP_WORDBREAKS says: what
      # stands together in the line is one word here, but for what a shell takes for one of its own.
      # A redirection is no word of qli's, nor are its target and the number in front of it. Of a
      # target such as >(tee log) bash makes several words, which aren't known for what they are.
      for ((index = 0; index <= COMP_CWORD; index++)); do
        token=${COMP_WORDS[index]}
        rest=${line#"${line%%[![:space:]]*}"}
        blank=${line:0:${#line}-${#rest}}
        # The cursor may stand within the last one.
        if ((index == COMP_CWORD)); then token=$rest; fi
        line=${rest#"$token"}
        if [[ -z $blank && $index -gt 0 && $joins && $token != [\<\>\|\&\;\(\)]* ]]; then
          raw+=$token
        elif [[ $redirects && -z ${raw//[\<\>\|\&]/} ]]; then
          # The target of an operator, also behind a blank.
          raw+=$token
        elif [[ $token == [\<\>]* && $token != [\<\>]\(* ]]; then
          if [[ -z $blank && -z $redirects && -z ${raw//[0-9]/} ]]; then
            unset "words[${#words[@]} - 1]"
          fi
          raw=$token
          redirects=yes
        else
          raw=$token
          redirects=''
          words[${#words[@]}]=''
        fi
        joins=yes
        if [[ $token == *[\<\>\|\&\;\(\)] ]]; then joins=''; fi
        _qli_unquote "$raw"
        if [[ -z $redirects ]]; then words[${#words[@]} - 1]=$_qli_word; fi
      done

      # What bash will put a candidate in the place of is $2, perhaps the end of the word alone.
      local word=$_qli_word quote=$_qli_quote kept=''
      if [[ $word == *"$2" ]]; then
        kept=${word%"$2"}
      else
        _qli_unquote "$2"
        if [[ $word == *"$_qli_word" ]]; then kept=${word%"$_qli_word"}; fi
      fi

      # An alias may hold more than the program's name.
      local -a _qli_alias
      _qli_expand "${words[0]}"
      if [[ ${#_qli_alias[@]} -gt 0 ]]; then words=("${_qli_alias[@]}" "${words[@]:1}"); fi

      local qli=${words[0]} reply=$'\tfiles'
      if [[ $qli == \~/* ]]; then qli=$HOME/${qli:2}; fi
      if ! type -P -- "$qli" >/dev/null; then qli=qli; fi
      if [[ -z $redirects ]]; then
        reply=$(command -- "$qli" __complete bash "${words[@]:1}" 2>/dev/null </dev/null) || reply=''
      fi
      COMPREPLY=()
      if [[ $reply == $'\tfiles' && -z $redirects && $2 == -*=* ]]; then
        # A word that isn't taken apart at '=' is no file's name as a whole.
        reply=$(
          # Behind '=' bash expands no tilde.
          if [[ ${word#*=} == \~* ]]; then exit; fi
          compgen -f -- "${word#*=}" | while IFS='' read -r token; do
            if [[ -d $token ]]; then token+=/; fi
            printf '%s\n' "${word%%=*}=$token"
          done
        ) || reply=''
      elif [[ $reply == $'\tfiles' ]]; then
        # bash's own file names; before bash 4 they are offered whenever nothing else is.
        if type compopt >/dev/null 2>&1; then compopt -o bashdefault -o default; fi
        return
      fi

      IFS=$'\n'
      local special="[^[:alnum:]._+=$IFS-]"
      if [[ -z $kept && $reply != *$special* ]]; then
        # Names and options mean nothing to the shell. Thousands of them are slow in a loop.
        # shellcheck disable=SC2206
        COMPREPLY=($reply)
        return
      fi
      while read -r token; do
        if [[ -z $token ]]; then continue; fi
        token=${token#"$kept"}
        case $quote in
          # bash closes the quotes itself. What would end them early, or be expanded in them, can't
          # be offered.
          \') if [[ $token == *\'* ]]; then continue; fi ;;
          \") if [[ $token == *[\$\`\"\\!]* ]]; then continue; fi ;;
          *) printf -v token %q "$token" ;;
        esac
        COMPREPLY[${#COMPREPLY[@]}]=$token
      done <<<"$reply"
      # In a folder there is more to come.
      if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]]; then
        if type compopt >/dev/null 2>&1; then compopt -o nospace; fi
      fi
    }

    if type compopt >/dev/null 2>&1; then
      complete -F _qli qli
    else
      complete -o bashdefault -o default -F _qli qli
    fi

    """#
}
