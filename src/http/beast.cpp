// Boost.Beast's own code, compiled here once for the whole program.
// Beast 1.81 asserts that no chunked body ends byte by byte; what it computes then is right.
#define BOOST_DISABLE_ASSERTS
#include <boost/assert.hpp>
#include <boost/beast/src.hpp>
