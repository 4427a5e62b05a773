curl --request GET \
    --get "@URL@/v1/widget?project_id=@PROJECT@&currency=eur&language=en&amount=11&order_id=ORD_123" \
    --header "Authorization: Bearer @KEY@" \
    --header "Content-Type: application/json" \
    --header "Accept: application/json"
