curl --request GET \
    --get "@URL@/v1/invoices/@INVOICE@" \
    --header "Authorization: Bearer @KEY@" \
    --header "Content-Type: application/json" \
    --header "Accept: application/json"
