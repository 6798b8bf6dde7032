#include "random_hazard.hpp"

#include <sstream>

namespace ibtr::test {
namespace {

void write_probability(Choices& choose, const std::string& starts, std::ostringstream& text) {
    switch (choose.below(3)) {
        case 0:
            text << "probability\", probability = " << choose.log_uniform(0.005, 0.05);
            break;
        case 1:
            text << "probabilities\", starts_years = " << starts << ", probabilities = ["
                 << choose.log_uniform(0.005, 0.05) << ", " << (choose.happens(0.3) ? 0.0 : 0.04) << ", "
                 << choose.log_uniform(0.005, 0.05) << "]";
            break;
        default:
            text << "weibull\", shape = " << choose.uniform(0.8, 1.5)
                 << ", scale_years = " << choose.log_uniform(15, 60);
    }
}

void write_hazard_by_age(Choices& choose, std::ostringstream& text) {
    switch (choose.below(5)) {
        case 0:
            text << "gompertz\", shape_per_year = " << choose.uniform(0.05, 0.1)
                 << ", rate_per_year = " << choose.log_uniform(0.0002, 0.001);
            break;
        case 1:
            text << "weibull\", shape = " << choose.uniform(3, 7) << ", scale_years = " << choose.uniform(75, 95);
            break;
        case 2:
            text << "piecewise_constant\", starts_years = [0, 47.5, 62, 75], rates_per_year = [0.01, "
                 << choose.uniform(0.02, 0.1) << ", 0, " << choose.uniform(0.05, 0.2) << "]";
            break;
        default:
            text << "life_table\", table = \"deaths\"";
    }
}

void write_hazard_by_time(Choices& choose, std::ostringstream& text) {
    switch (choose.below(8)) {
        case 0:
            text << "exponential\", rate_per_year = " << choose.log_uniform(0.02, 0.5);
            break;
        case 1:
            text << "weibull\", shape = " << choose.uniform(0.5, 2.5)
                 << ", scale_years = " << choose.log_uniform(3, 30);
            break;
        case 2:
            text << "gompertz\", shape_per_year = " << choose.uniform(-0.3, 0.15)
                 << ", rate_per_year = " << choose.log_uniform(0.02, 0.2);
            break;
        case 3:
            text << "lognormal\", meanlog = " << choose.uniform(0.5, 3) << ", sdlog = " << choose.uniform(0.4, 1.5);
            break;
        case 4:
            text << "loglogistic\", shape = " << choose.uniform(0.6, 3)
                 << ", scale_years = " << choose.log_uniform(3, 30);
            break;
        case 5:
            text << "piecewise_constant\", starts_years = [0, 0.7, 3.25], rates_per_year = ["
                 << choose.log_uniform(0.02, 0.3) << ", " << (choose.happens(0.5) ? choose.uniform(0.05, 0.4) : 0.0)
                 << ", " << choose.log_uniform(0.02, 0.3) << "]";
            break;
        case 6:
            text << "generalised_gamma\", mu = " << choose.uniform(1, 3) << ", sigma = " << choose.uniform(0.4, 1.2)
                 << ", q = " << choose.uniform(-1.2, 1.2);
            break;
        default:
            text << "royston_parmar\", gamma = [" << choose.uniform(-4, -1.5) << ", " << choose.uniform(0.9, 1.6)
                 << ", " << choose.uniform(-0.02, 0.02) << "], knots_log_years = [-0.693147, 1.098612, 2.302585]";
    }
}

void write_further_hazard(Choices& choose, std::ostringstream& text) {
    const char* knots = ", knots_log_years = [-0.693147, 1.098612, 2.302585]";
    switch (choose.below(6)) {
        case 0:
            text << "gamma\", shape = " << choose.uniform(0.6, 3)
                 << ", rate_per_year = " << choose.log_uniform(0.05, 0.5);
            break;
        case 1:
            text << "generalised_f\", mu = " << choose.uniform(1, 3) << ", sigma = " << choose.uniform(0.4, 1.2)
                 << ", q = " << choose.uniform(-1.2, 1.2) << ", p = " << choose.uniform(0.1, 2);
            break;
        case 2:
            text << "spline_odds\", gamma = [" << choose.uniform(-4, -1.5) << ", " << choose.uniform(0.9, 1.6) << ", "
                 << choose.uniform(-0.02, 0.02) << "]" << knots;
            break;
        case 3:
            text << "spline_normal\", gamma = [" << choose.uniform(-2, -1) << ", " << choose.uniform(0.5, 0.9) << ", "
                 << choose.uniform(-0.01, 0.01) << "]" << knots;
            break;
        case 4:
            text << "cumulative_hazard\", times_years = [0, 1.5, 4, 9], cumulative = [0, " << choose.uniform(0.05, 0.3)
                 << ", 0.3, " << choose.uniform(0.3, 1.2) << "]";
            break;
        default:
            write_hazard_by_time(choose, text);
    }
}

}  // namespace

std::string random_hazard(Choices& choose, const std::string& clock, bool in_cycles, bool further) {
    std::ostringstream text;
    text << "{ family = \"";
    const bool by_age = clock == "age";
    if (in_cycles && (!by_age || choose.happens(0.5)))
        write_probability(choose, by_age ? "[0, 52, 66]" : "[0, 1, 3]", text);
    else if (by_age)
        write_hazard_by_age(choose, text);
    else if (further)
        write_further_hazard(choose, text);
    else
        write_hazard_by_time(choose, text);
    text << " }";
    return text.str();
}

}  // namespace ibtr::test
