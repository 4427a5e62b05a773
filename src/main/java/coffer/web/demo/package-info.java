/// What the pages of the demo's shop show. Only `./coffer demo` has the shop.
@NullMarked
package coffer.web.demo;

import org.jspecify.annotations.NullMarked;
