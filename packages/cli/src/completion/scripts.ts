/** The first word by which a shell asks what may stand where its cursor is; the words typed so far follow it. */
export const completionWord = "__complete";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

// Each asks `afpools` itself, so that a script once installed knows the commands of later releases.

const bash = `# afpools completion bash >> ~/.bashrc
_afpools() {
  local cur words cword line
  if declare -F _get_comp_words_by_ref > /dev/null; then
    _get_comp_words_by_ref -n '=:' cur words cword
  else
    words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD cur=\${COMP_WORDS[COMP_CWORD]}
  fi
  COMPREPLY=()
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    # Within quotes that were begun the word stands as it is.
    case $cur in [\\"\\']*) COMPREPLY+=("$line") ;; *) COMPREPLY+=("$(printf '%q' "$line")") ;; esac
  done < <(afpools ${completionWord} "\${words[@]:1:cword}" 2> /dev/null)
  if declare -F __ltrim_colon_completions > /dev/null; then __ltrim_colon_completions "$cur"; fi
}
complete -o default -F _afpools afpools
`;

const zsh = `#compdef afpools
# afpools completion zsh > ~/.zfunc/_afpools, with fpath=(~/.zfunc $fpath) before compinit; or at the end of ~/.zshrc
_afpools() {
  local -a lines offers
  local line
  lines=("\${(@f)$(afpools ${completionWord} "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  for line in $lines; do
    offers+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( $#offers )); then _describe afpools offers; else _files; fi
}
if [[ $funcstack[1] = _afpools ]]; then _afpools "$@"; else compdef _afpools afpools; fi
`;

const fish = `# afpools completion fish > ~/.config/fish/completions/afpools.fish
function __afpools_complete
    set --local words (commandline --tokenize --cut-at-cursor --current-process)
    set --local offers (afpools ${completionWord} $words[2..-1] (commandline --current-token --cut-at-cursor) 2> /dev/null)
    if test (count $offers) -gt 0
        printf '%s\\n' $offers
    else
        __fish_complete_path (commandline --current-token --cut-at-cursor)
    end
end
complete --command afpools --no-files --arguments '(__afpools_complete)'
`;

export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
