#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/build.hpp"
#include "uncertainty/cholesky.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::config {
namespace {

const std::vector<std::string> joint_families{"dirichlet", "multivariate_normal", "multivariate_lognormal"};

/// Whether the parameters of a section bring a distribution of their own.
enum class OwnUncertainty : std::uint8_t { needed, forbidden, replaced };

/// Reads the sections that speak about several parameters at once.
class JointReader {
public:
    explicit JointReader(Build& build) : build_(build), taken_(build.model.parameters.size(), false) {}

    void read_joint(const Cursor& at) {
        const std::size_t before = build_.problems.size();
        JointUncertainty joint;
        if (resolve(build_, at.at("family"), joint_families)) joint.family = *at.at("family").text();
        joint.parameters = read_members(at.at("parameters"), OwnUncertainty::forbidden);
        joint.source = read_prose(build_, at.at("source"), "");
        if (joint.family == "dirichlet") {
            joint.sample_size = at.at("sample_size").number().value_or(0);
            if (!(joint.sample_size > 0)) build_.report(at, "dirichlet needs a sample_size above 0");
            refuse(at.at("covariance"), "is not for dirichlet");
            check_shares(at, joint);
        } else if (!joint.family.empty()) {
            refuse(at.at("sample_size"), "is for dirichlet");
            joint.covariance = read_matrix(at.at("covariance"), joint.parameters.size());
            check_covariance(at, joint);
        }
        if (build_.problems.size() == before) build_.model.joint_uncertainties.push_back(std::move(joint));
    }

    void read_correlation(const Cursor& at) {
        const std::size_t before = build_.problems.size();
        Correlation correlation;
        correlation.parameters = read_members(at.at("parameters"), OwnUncertainty::needed);
        correlation.source = read_prose(build_, at.at("source"), "");
        correlation.matrix = read_matrix(at.at("matrix"), correlation.parameters.size());
        if (build_.problems.size() == before) {
            for (std::size_t i = 0; i < correlation.matrix.size(); ++i)
                if (correlation.matrix[i][i] != 1) build_.report(at.at("matrix"), "must have 1 on its diagonal");
            check_semidefinite(at.at("matrix"), correlation.matrix);
        }
        if (build_.problems.size() == before) build_.model.correlations.push_back(std::move(correlation));
    }

    void read_posterior(const Cursor& at) {
        if (!at.present()) return;
        const std::size_t before = build_.problems.size();
        Posterior posterior;
        posterior.parameters = read_members(at.at("parameters"), OwnUncertainty::replaced);
        if (!at.at("parameters").present())
            build_.report(at, "must have parameters and rows, or a file with a column for each parameter");
        else if (at.at("parameters").elements().empty())
            build_.report(at, "has no parameters: it would draw nothing");
        posterior.source = read_prose(build_, at.at("source"), "");
        for (const Cursor& row : at.at("rows").elements()) {
            posterior.rows.push_back(row.numbers());
            if (posterior.rows.back().size() == posterior.parameters.size()) continue;
            build_.report(row,
                          fmt::format("must have {} numbers, one for each parameter", posterior.parameters.size()));
            break;
        }
        if (posterior.rows.empty() && !posterior.parameters.empty()) build_.report(at, "must have rows");
        posterior.weights = at.at("weights").numbers();
        if (at.at("weights").present()) check_weights(at.at("weights"), posterior);
        if (build_.problems.size() != before) return;
        for (const std::size_t index : posterior.parameters) build_.model.parameters[index].uncertainty.reset();
        build_.model.posterior = std::move(posterior);
    }

private:
    void refuse(const Cursor& at, const char* why) {
        if (at.present()) build_.report(at, why);
    }

    std::vector<std::size_t> read_members(const Cursor& at, OwnUncertainty own) {
        std::vector<std::size_t> members;
        for (const Cursor& element : at.elements()) {
            const auto index = resolve(build_, element, names_of(build_.model.parameters));
            if (!index) continue;
            const Parameter& parameter = build_.model.parameters[*index];
            const bool replaces = own == OwnUncertainty::replaced && leave_copulas(*index);
            if (taken_[*index] && !replaces)
                build_.report(element, fmt::format("'{}' is drawn jointly with others already", parameter.name));
            else if (!parameter.expression.empty())
                build_.report(element,
                              fmt::format("'{}' is an expression, as uncertain as what it uses", parameter.name));
            else if (own == OwnUncertainty::needed && !parameter.uncertainty)
                build_.report(element, fmt::format("'{}' has no uncertainty of its own to correlate", parameter.name));
            else if (own == OwnUncertainty::forbidden && parameter.uncertainty)
                build_.report(element,
                              fmt::format("'{}' has an uncertainty of its own too; remove one", parameter.name));
            taken_[*index] = true;
            members.push_back(*index);
        }
        return members;
    }

    /// Takes a parameter out of the copula that it is in. @return whether it was in one
    bool leave_copulas(std::size_t parameter) {
        for (Correlation& copula : build_.model.correlations) {
            const auto place = std::find(copula.parameters.begin(), copula.parameters.end(), parameter);
            if (place == copula.parameters.end()) continue;
            const auto position = place - copula.parameters.begin();
            copula.parameters.erase(place);
            copula.matrix.erase(copula.matrix.begin() + position);
            for (std::vector<double>& row : copula.matrix) row.erase(row.begin() + position);
            return true;
        }
        return false;
    }

    Matrix read_matrix(const Cursor& at, std::size_t size) {
        Matrix matrix;
        for (const Cursor& row : at.elements()) matrix.push_back(row.numbers());
        const bool square = matrix.size() == size && std::all_of(matrix.begin(), matrix.end(),
                                                                 [&](const auto& row) { return row.size() == size; });
        if (!square) {
            build_.report(at, fmt::format("must be {0} rows of {0} numbers, in the order of parameters", size));
            return {};
        }
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (matrix[i][j] != matrix[j][i]) {
                    build_.report(at, fmt::format("must be symmetric: {} and {} differ", matrix[i][j], matrix[j][i]));
                    return {};
                }
        return matrix;
    }

    void check_semidefinite(const Cursor& at, const Matrix& correlations) {
        if (!cholesky(correlations))
            build_.report(at, "no such correlations exist: the matrix is not positive semidefinite");
    }

    void check_covariance(const Cursor& at, const JointUncertainty& joint) {
        if (joint.covariance.empty()) return;
        for (std::size_t i = 0; i < joint.covariance.size(); ++i)
            if (!(joint.covariance[i][i] > 0))
                return build_.report(at.at("covariance"), "must have a positive diagonal");
        check_semidefinite(at.at("covariance"), correlations_of(joint.covariance));
        if (joint.family != "multivariate_lognormal") return;
        for (const std::size_t index : joint.parameters)
            if (!(build_.model.parameters[index].value.value_or(1) > 0))
                build_.report(at, fmt::format("multivariate_lognormal needs a value above 0 for '{}'",
                                              build_.model.parameters[index].name));
    }

    void check_shares(const Cursor& at, const JointUncertainty& joint) {
        double sum = 0;
        for (const std::size_t index : joint.parameters) {
            const double value = build_.model.parameters[index].value.value_or(0);
            if (!(value > 0))
                build_.report(
                    at, fmt::format("dirichlet needs a value above 0 for '{}'", build_.model.parameters[index].name));
            sum += value;
        }
        for (const std::size_t index : joint.parameters) {
            const Parameter& parameter = build_.model.parameters[index];
            if (const double shape = parameter.value.value_or(1) * joint.sample_size;
                shape > 0 && shape < flattest_shape)
                return build_.report(at, fmt::format("sample_size times '{}' is {:.2g}; it must be {:g} or more",
                                                     parameter.name, shape, flattest_shape));
        }
        if (std::abs(sum - 1) > 1e-9)
            build_.report(at, fmt::format("the values of a dirichlet's parameters sum to {:.12g}; it must be 1", sum));
    }

    void check_weights(const Cursor& at, const Posterior& posterior) {
        const std::vector<double>& weights = posterior.weights;
        if (weights.size() != posterior.rows.size())
            build_.report(at, fmt::format("has {} numbers for {} rows", weights.size(), posterior.rows.size()));
        else if (std::any_of(weights.begin(), weights.end(), [](double w) { return w < 0; }) ||
                 !(std::accumulate(weights.begin(), weights.end(), 0.0) > 0))
            build_.report(at, "must be 0 or more with a sum above 0");
    }

    Build& build_;
    std::vector<bool> taken_;
};

}  // namespace

void read_joint_uncertainty(Build& build) {
    JointReader reader(build);
    for (const Cursor& at : build.root.at("joint_uncertainty").elements()) reader.read_joint(at);
    for (const Cursor& at : build.root.at("correlations").elements()) reader.read_correlation(at);
    reader.read_posterior(build.root.at("posterior"));
}

}  // namespace ibtr::config
