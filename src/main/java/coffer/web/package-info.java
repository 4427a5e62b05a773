/// What every page needs: a [coffer.web.Language] and its [coffer.web.Words], the compiled
/// templates ([coffer.web.Pages]), and files that browsers keep ([coffer.web.StaticFiles]).
@NullMarked
package coffer.web;

import org.jspecify.annotations.NullMarked;
