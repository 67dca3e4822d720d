# The outputs of `./m`, for Makes (2025 or later).  Makes brings Python and git; the environment
# and the command are those that `./m` makes and runs, so that both give the same.
{ __nixpkgs__, makeScript, ... }:
let
  script = name:
    makeScript {
      name = builtins.replaceStrings [ "/" ] [ "-" ] "integrates-outputs${name}";
      entrypoint = ''python3.11 ./m . "${name}" "$@"'';
      searchPaths.bin = [ __nixpkgs__.git __nixpkgs__.python311 ];
      # The environment of uv lies in the project, its cache in the state of the output.
      persistState = true;
    };
  isPackage = entries: name:
    entries.${name} == "directory" && builtins.match "[._].*" name == null;
  namesIn = folder:
    let entries = builtins.readDir folder;
    in builtins.filter (isPackage entries) (builtins.attrNames entries);
  # Makes itself has linted no Python since 2025: a job for each package of the back end.
  lintOf = package: "/lintPython/dirOfModules/integrates/${package}";
  names = [
    "/integrates"
    "/integrates/demo"
    "/integrates/back/test"
    "/integrates/back/test/unit"
    "/integrates/back/test/functional"
    "/integrates/back/test/engines"
    "/integrates/back/lint"
    "/integrates/back/types"
    "/integrates/back/imports"
    "/integrates/back/bench"
    "/integrates/docs"
    "/integrates/docs/test"
    "/formatPython/default"
  ] ++ map lintOf (namesIn ./back/src);
in {
  outputs = builtins.listToAttrs (map (name: {
    inherit name;
    value = script name;
  }) names);
}
