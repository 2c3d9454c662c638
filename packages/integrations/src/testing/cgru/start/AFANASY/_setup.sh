pushd "$(dirname "$0")" > /dev/null
cd ..
source "./_setup.sh"
popd > /dev/null
