if [ -z "$CGRU_LOCATION" ]; then
   cd ..
   source "./setup.sh"
fi
