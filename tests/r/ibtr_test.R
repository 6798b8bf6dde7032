# r/ibtr.R over the program.  Rscript ibtr_test.R IBTR SOURCES
arguments <- commandArgs(TRUE)
Sys.setenv(IBTR = arguments[1])
source(file.path(arguments[2], "r", "ibtr.R"))

# Two states with a constant hazard of 0.1 a year, halved by "new".
model <- list(
    schema = 1L, name = "two", title = "Two states", horizon_years = 10, grid_per_year = 12L, landmarks_years = c(5, 10),
    patients = 10000L, seed = 1L, start_state = "alive", reference_strategy = "standard",
    parameters = list(h = list(value = 0.1, unit = "per_year", source = "assumption")),
    states = list(list(name = "alive"), list(name = "dead", absorbing = TRUE)),
    strategies = list(list(name = "standard"), list(name = "new", label = 'said "new"')),
    transitions = list(list(name = "death", from = "alive", to = "dead", clock = "time",
                            hazard = list(family = "exponential", rate_per_year = "h"),
                            hazard_ratios = list(list(strategy = "new", value = 0.5, source = "assumption")))),
    endpoints = list(death_other = I("death")))

# A list is solved to its closed form; the exact solver states 1e-8.
exact <- ibtr_exact(model)
os <- exact$curves[exact$curves$endpoint == "os" & exact$curves$time_years == 10, ]
stopifnot(identical(os$strategy, c("standard", "new")), all(abs(os$estimate - exp(c(-1, -0.5))) < 1e-7))

# Options reach the program.
run <- ibtr_run(model, patients = 2000, seed = 9, no_exact = TRUE, set = c("horizon_years=6.0", "landmarks_years=[5]"))
stopifnot(max(run$curves$time_years) == 6, all(run$contrasts$time_years == 5),
          any(grepl('"seed": 9,', readLines(file.path(run$folder, "manifest.json")), fixed = TRUE)))

# What the program says is the error, with its exit code.
failed <- tryCatch(ibtr_exact(c(model, horizon_year = 3)), ibtr_error = function(e) e)
stopifnot(inherits(failed, "ibtr_error"), failed$code == 2, grepl("horizon_year", conditionMessage(failed)))
stopifnot(inherits(try(exact$psa_effects, silent = TRUE), "try-error"))

# Draws: a row each, as BCEA and dampack want them.
draws <- ibtr_psa(file.path(arguments[2], "configs", "economics.toml"), draws = 12, patients = 500)
stopifnot(is.matrix(draws$effects), identical(dim(draws$effects), dim(draws$costs)), nrow(draws$costs) == 12,
          identical(ibtr_dampack(draws)$strategies, colnames(draws$effects)))

studies <- read.csv(file.path(arguments[2], "configs", "evidence", "two_arm_studies.csv"))
stopifnot(ibtr_meta(studies[studies$endpoint == "second_LR", ])$meta$est > 0)

# Package survival takes the curves as its own: the survival at five years, and the median of the standard arm, ln 2 / 0.1
# to a month.
if (requireNamespace("survival", quietly = TRUE)) {
    library(survival)
    fit <- ibtr_survfit(exact)
    at_five <- summary(fit, times = 5)
    stopifnot(all(abs(at_five$surv - exp(c(-0.5, -0.25))) < 1e-7),
              abs(quantile(fit, 0.5)$quantile["standard", 1] - log(2) / 0.1) < 1 / 12)
    pdf(NULL)
    plot(fit)
    invisible(dev.off())
}
cat("r/ibtr.R: all hold\n")
