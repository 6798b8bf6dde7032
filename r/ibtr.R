# The command line `ibtr` from R: models as paths or lists, results as data frames.
#
#   source("r/ibtr.R")
#   base <- ibtr_run("configs/ibtr.toml", patients = 1e5, seed = 1)
#   base$contrasts                             # contrasts.csv
#   library(survival)
#   plot(ibtr_survfit(base, "os"))             # an object of package survival: plot, summary, quantile
#   draws <- ibtr_psa("configs/economics.toml", draws = 1000)
#   BCEA::bcea(draws$effects, draws$costs)     # matrices: a row a draw, a column a strategy
#   ibtr_dampack(draws)                        # what dampack::make_psa_obj takes
#
# The program is found as `ibtr` on the PATH, or where the environment variable IBTR names it. Needs no package.

# Runs any command that reads one file and writes a folder.
# command: "run", "exact", "psa", "meta", ...; model: a path, or a config as a list; out: where files stay, by default a
# temporary folder of the session; ...: options of the command with "_" for "-", TRUE for a flag, and
# set = c("horizon_years=10"), several values.
# Value: a list of class ibtr_run with `folder`, `tables` (names) and each table that was asked for by `$`.
ibtr_command <- function(command, model, out = NULL, ...) {
    program <- Sys.getenv("IBTR", Sys.which("ibtr"))
    if (!nzchar(program)) stop("ibtr is not on the PATH; set the environment variable IBTR to the program")
    temporary <- is.null(out)
    if (temporary) out <- tempfile("ibtr-")
    if (is.list(model) && !is.data.frame(model)) {
        path <- tempfile("ibtr-", fileext = ".toml")
        on.exit(unlink(path), add = TRUE)
        writeLines(enc2utf8(ibtr_toml(model)), path, useBytes = TRUE)
        model <- path
    } else if (is.data.frame(model)) {
        path <- tempfile("ibtr-", fileext = ".csv")
        on.exit(unlink(path), add = TRUE)
        write.csv(model, path, row.names = FALSE, na = "")
        model <- path
    }
    arguments <- c(command, shQuote(model), "--out", shQuote(out), "--quiet", if (temporary) "--force")
    options <- list(...)
    for (name in names(options)) arguments <- c(arguments, ibtr_option(name, options[[name]]))
    said <- tempfile("ibtr-")
    on.exit(unlink(said), add = TRUE)
    status <- system2(program, arguments, stdout = FALSE, stderr = said)
    if (status != 0)
        stop(structure(class = c("ibtr_error", "error", "condition"),
                       list(message = paste(readLines(said, warn = FALSE), collapse = "\n"), call = NULL, code = status)))
    structure(list(folder = out), class = "ibtr_run")
}

# Simulates one parameter set; solves it exactly; draws uncertain parameters; pools studies (a path or a data frame).
ibtr_run <- function(model, ...) ibtr_command("run", model, no_figure = TRUE, ...)
ibtr_exact <- function(model, ...) ibtr_command("exact", model, no_figure = TRUE, ...)
ibtr_psa <- function(model, ...) ibtr_command("psa", model, no_figure = TRUE, ...)
ibtr_meta <- function(studies, ...) ibtr_command("meta", studies, no_figure = TRUE, ...)

# Tables of a run, read when they are asked for; `effects` and `costs` of a psa as matrices.
`$.ibtr_run` <- function(run, name) {
    folder <- .subset2(run, "folder")
    if (name == "folder") return(folder)
    if (name == "tables") return(sub("\\.csv$", "", list.files(folder, "\\.csv$")))
    matrices <- c(effects = "psa_effects", costs = "psa_costs")
    file <- if (name %in% names(matrices)) matrices[[name]] else name
    path <- file.path(folder, paste0(file, ".csv"))
    if (!file.exists(path))
        stop("this run has no table '", name, "'; it has ", paste(sub("\\.csv$", "", list.files(folder, "\\.csv$")), collapse = ", "))
    table <- read.csv(path, check.names = FALSE)
    if (name %in% names(matrices)) as.matrix(table) else table
}

print.ibtr_run <- function(x, ...) {
    cat("ibtr run in", x$folder, "with", paste(x$tables, collapse = ", "), "\n")
    invisible(x)
}

# Curves of an endpoint as a survfit object of package survival (library(survival) prints and plots it): time in years, a
# stratum a strategy; the interval is that of the parameters where the run has draws, else of the number simulated. The
# sample is the simulated one: n.risk is at_risk of curves.csv, n.event the fall of the curve times the number at time zero.
# A psa has no one number at risk: its sample is 100.
ibtr_survfit <- function(run, endpoint = "os", group = "all", population = NULL) {
    curves <- run$curves
    rows <- curves[curves$endpoint == endpoint & curves$group == group, ]
    if (is.null(population)) population <- if ("standardised" %in% rows$population) "standardised" else rows$population[1]
    rows <- rows[rows$population == population, ]
    if (nrow(rows) == 0)
        stop("no curve of endpoint '", endpoint, "' in group '", group, "'; endpoints: ", paste(unique(curves$endpoint), collapse = ", "))
    strategies <- unique(rows$strategy)
    rows <- rows[order(match(rows$strategy, strategies), rows$time_years), ]
    by <- factor(rows$strategy, strategies)
    start <- rows[!duplicated(by), ]
    if (any(start$estimate != 1))
        stop("'", endpoint, "' is no survival: its curve does not begin at 1; its rows are in $curves of the run")
    if (anyNA(rows$at_risk)) rows$at_risk <- 100 * rows$estimate
    size <- rows$at_risk[!duplicated(by)]
    drawn <- any(!is.na(rows$cri_low))
    before <- ave(rows$estimate, by, FUN = function(s) c(1, s[-length(s)]))
    structure(list(n = size, time = rows$time_years, n.risk = rows$at_risk,
                   n.event = pmax(0, before - rows$estimate) * size[by], n.censor = numeric(nrow(rows)),
                   surv = rows$estimate, std.err = rows$mc_se / rows$estimate,
                   lower = if (drawn) rows$cri_low else rows$ci_low, upper = if (drawn) rows$cri_high else rows$ci_high,
                   strata = setNames(as.vector(table(by)), strategies), type = "right", logse = TRUE, conf.int = 0.95,
                   conf.type = if (drawn) "credible" else "plain", call = match.call()),
              class = "survfit")
}

# The arguments of dampack::make_psa_obj.
ibtr_dampack <- function(psa) {
    effects <- as.data.frame(psa$effects)
    list(cost = as.data.frame(psa$costs), effectiveness = effects, parameters = psa$psa_parameters, strategies = names(effects))
}

ibtr_option <- function(name, value) {
    flag <- paste0("--", gsub("_", "-", name))
    if (isTRUE(value)) return(flag)
    if (is.null(value) || isFALSE(value)) return(character())
    as.vector(rbind(flag, shQuote(if (is.numeric(value)) format(value, scientific = FALSE, digits = 15, trim = TRUE) else value)))
}

# A list as TOML: what is no table first, then tables (named lists) and arrays of tables (unnamed lists of named lists).
ibtr_toml <- function(config, path = "") {
    is_table <- function(x) is.list(x) && !is.null(names(x))
    is_tables <- function(x) is.list(x) && length(x) > 0 && is.null(names(x)) && all(vapply(x, is_table, NA))
    key <- function(name) if (grepl("^[A-Za-z0-9_-]+$", name)) name else ibtr_toml_value(name)
    inner <- vapply(config, function(x) is_table(x) || is_tables(x), NA)
    lines <- vapply(names(config)[!inner], function(name) paste(key(name), "=", ibtr_toml_value(config[[name]])), "")
    for (name in names(config)[inner]) {
        place <- if (nzchar(path)) paste0(path, ".", key(name)) else key(name)
        value <- config[[name]]
        if (is_table(value)) lines <- c(lines, paste0("[", place, "]"), ibtr_toml(value, place))
        else for (element in value) lines <- c(lines, paste0("[[", place, "]]"), ibtr_toml(element, place))
    }
    unname(lines)
}

ibtr_toml_value <- function(x) {
    if (is.list(x)) {
        each <- vapply(x, ibtr_toml_value, "")
        return(if (is.null(names(x))) paste0("[", paste(each, collapse = ", "), "]")
               else paste0("{ ", paste(names(x), "=", each, collapse = ", "), " }"))
    }
    one <- function(value) {
        if (is.character(value)) paste0('"', gsub('(["\\\\])', "\\\\\\1", value), '"')
        else if (is.logical(value)) tolower(as.character(value))
        else if (!is.finite(value)) stop(value, " is no number of a config")
        else if (is.integer(value) || value == round(value) && abs(value) < 1e15) sprintf("%.0f", value)
        else sprintf("%.17g", value)
    }
    each <- vapply(x, one, "")
    # I(x) keeps a single value an array.
    if (length(x) == 1 && !inherits(x, "AsIs")) each[[1]] else paste0("[", paste(each, collapse = ", "), "]")
}
