// Law: screens and figures say the words of the model, and no word of another disease.

#include <gmock/gmock.h>

#include "base/scratch_folder.hpp"
#include "estimate/tracked_cohort.hpp"
#include "figure/figure.hpp"
#include "model/people.hpp"
#include "report/describe_model.hpp"
#include "report/figure_names.hpp"
#include "report/run_files.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Words : public ScratchFolderTest {};

Model colon_model() {
    Model model = example_model();
    model.title = "Resected colon cancer";
    model.states[1].name = "liver";
    model.states[1].label = "liver \"only\"";
    model.states[2].name = "elsewhere";
    model.states[3] = {"dead_cancer", true, StateKind::death, "colon cancer"};
    model.transitions[0].name = "return";
    model.transitions[1].name = "spread";
    model.transitions[4].name = "death_liver";
    model.transitions[5].name = "death_of_it";
    model.transitions[6].name = "death_elsewhere";
    model.transitions[3].name = "spread_later";
    model.endpoints = {{"liver", {0}, EndpointRole::recurrence, "return in the liver"},
                       {"died", {5}, EndpointRole::cause}};
    model.factors[0].labels = {"up to 5 cm", "over 5 cm"};
    for (Transition& transition : model.transitions) transition.hazard.coefficients = {1.0};
    return model;
}

TEST_F(Words, OfScreensAndFiguresAreThoseOfTheModel) {
    const TrackedCohort cohort(colon_model(), {.women = 300});
    const Estimates estimates = cohort.estimates();
    const std::string table = headline_table(cohort.model, headline(cohort.model, estimates));
    RunFolder(scratch_, "x", ExistingFiles::replace).write("curves.csv", curves_csv(cohort.model, estimates));
    const figure::Figure drawn = make_figure(figure::RunFiles(scratch_), {"survival"}, figure_names(cohort.model), {});
    const std::string figure = svg_text(drawn.page, {drawn.title, drawn.caption});
    const std::string description = describe_model(cohort.model, Parameters({}), {});
    const std::string diagrams =
        model_as_dot(cohort.model, Parameters({})) + model_as_mermaid(cohort.model, Parameters({}));
    for (const std::string& text : {table, figure, description, diagrams})
        for (const char* word : {"women", "Women", "woman", "metastasis", "local", "breast"})
            EXPECT_THAT(text, Not(HasSubstr(word)));

    EXPECT_THAT(table, HasSubstr("overall survival"));
    EXPECT_THAT(table, HasSubstr("return in the liver"));
    EXPECT_THAT(table, HasSubstr("  died  ")) << "every endpoint is printed, under its name where it has no label";
    EXPECT_THAT(table, HasSubstr("number of simulated patients"));
    EXPECT_THAT(figure, HasSubstr("Overall survival, per 100 patients"));
    EXPECT_THAT(figure, HasSubstr("all patients, standardised"));
    EXPECT_THAT(description, HasSubstr("liver: liver \"only\""));
    EXPECT_THAT(description, HasSubstr("dead_cancer (death: colon cancer)"));
    EXPECT_THAT(description, HasSubstr("liver: return (return in the liver, role recurrence)"));
    EXPECT_THAT(description, HasSubstr("small: up to 5 cm"));
    EXPECT_THAT(diagrams, HasSubstr("liver \\\"only\\\""));
    EXPECT_THAT(diagrams, HasSubstr("liver #quot;only#quot;"));
}

TEST_F(Words, OnePersonIsTheSingularOfPeople) {
    EXPECT_EQ(one_of("women"), "a woman");
    EXPECT_EQ(one_of("patients"), "a patient");
    EXPECT_EQ(one_of("infants"), "an infant");
    EXPECT_EQ(one_of("children"), "one of the children");
    EXPECT_EQ(one_of("s"), "one of the s");
}

}  // namespace
}  // namespace ibtr::test
