/// What all dialects have in common, on one running server: the vendors' own published samples
/// ([coffer.dialects.SamplesFlowTest]), requests that nobody would send
/// ([coffer.dialects.AnyRequestFlowTest]), one invoice read through every dialect
/// ([coffer.dialects.SameFactsFlowTest]).
package coffer.dialects;
