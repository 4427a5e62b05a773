/// The operator's configuration: [coffer.app.config.Config], read by
/// [coffer.app.config.ConfigFile], and the catalogue of chains and assets.
@NullMarked
package coffer.app.config;

import org.jspecify.annotations.NullMarked;
