/// The cabinet: pages for the people of organizations and for the operator. Each page is a route in
/// one list, with the permission that it needs.
@NullMarked
package coffer.web.cabinet;

import org.jspecify.annotations.NullMarked;
